"""Where each quantity sits in the plant's arrays. SI units unless the name says otherwise; temperatures in C."""

# --- x: state --------------------------------------------------------------------------------------------------------
X_T = 0  # time since 1 January 00:00 of the weather year, s (runs on past a year's end)
X_AIR = 1
X_MASS = 2  # structure
X_EM1 = 3  # emitter water (and metal, screed), three nodes in series
X_EM2 = 4
X_EM3 = 5
X_HP = 6  # water leaving the heat pump
X_BOILER = 7  # water leaving the boiler
X_HP_STATE = 8  # 0 off, 1 start delay, 2 running, 3 run-down
X_HP_AGE = 9  # s in this state
X_HP_FRAC = 10  # share of the highest output
X_HP_ERR = 11
X_B_STATE = 12  # 0 off, 1 purge and ignition, 2 burning, 3 anti-cycling pause
X_B_AGE = 13
X_B_FRAC = 14
X_B_ERR = 15
X_B_PUMP_S = 16  # s of pump post-run left
X_S_OUT = 17  # lagged sensors
X_S_ROOM = 18
X_S_FLOW = 19
X_S_RETURN = 20
X_S_HP_FLOW = 21
X_S_HP_RETURN = 22
X_S_BOILER = 23
X_SEED = 24  # noise generator, integer valued
X_HP_LOCK_S = 25  # s the machine keeps itself off after a stop of its own
N_X = 26

# --- par: constants of one installation ------------------------------------------------------------------------------
(
    P_H_VENT,  # W/K air to outdoors
    P_H_WIN,  # W/K surface to outdoors
    P_H_EM,  # W/K structure to outdoors
    P_H_IS,  # W/K air to surface
    P_H_MS,  # W/K surface to structure
    P_C_AIR,  # J/K
    P_C_MASS,
    P_SOLAR_M2,  # effective solar aperture on the horizontal
    P_GAINS_W,
    P_OPEN_C,  # windows are opened above this room temperature
    P_H_OPEN,  # W/K of open windows
    P_C_EM,  # J/K of one emitter node
    P_K_EM,  # W/K^n of one emitter node
    P_N_EM,  # exponent
    P_EM_AIR,  # share of emitter heat to the air, rest to the surface
    P_M_CIRC,  # kg/s in the circuit
    P_M_HP,
    P_M_BOILER,
    P_C_HP,  # J/K
    P_C_BOILER,
    P_HP_QN,  # W at A7/W35; 0: no heat pump
    P_HP_MIN_FRAC,  # of nominal
    P_HP_MAX_C,
    P_HP_START_S,
    P_HP_STOP_S,
    P_HP_STANDBY_W,
    P_HP_PUMP_W,
    P_HP_COP_SCALE,
    P_B_MAX_W,  # 0: no boiler
    P_B_MIN_W,
    P_B_IGNITE_S,
    P_B_PAUSE_S,
    P_B_START_J,
    P_B_STANDBY_W,
    P_B_PUMP_W,
    P_B_FAN_W,
    P_B_POST_S,
    P_PUMP_W,  # circuit pump
    P_TARGET_C,  # room temperature wanted, for the kelvin-hours
    P_CIRC_MAX_C,  # highest flow temperature of the circuit, for the judge
    P_NOISE,  # scale of sensor noise, 1 = as stated
    P_BIN_S,
    P_T_COUNT,  # time at which counting starts
    P_WX_HOURS,  # hours in the weather arrays
    P_WALL_MIN,  # wall clock at X_T = 0, minutes since 2000
    N_PAR,
) = range(46)

# --- acc: sums since counting started --------------------------------------------------------------------------------
(
    A_S,  # s counted
    A_Q_HP,  # J of heat to the water
    A_Q_B,
    A_GAS,  # J, upper heating value
    A_E_HP,  # J electrical: compressor and standby
    A_E_HP_PUMP,
    A_E_B,
    A_E_PUMP,
    A_SOLAR,
    A_GAINS,
    A_LOSS,  # J to outdoors
    A_HP_S,  # s of compressor running
    A_HP_STARTS,
    A_B_STARTS,
    A_UNDER,  # K s below target - 0.5
    A_ROOM,  # K s
    A_ROOM_MIN,
    A_ROOM_MAX,
    A_PEAK_W,
    A_STORE0,  # J stored when counting started
    A_BOILER_S,
    N_ACC,
) = range(22)

# --- judge: safety floors seen from the plant ------------------------------------------------------------------------
(
    J_RUN_T,  # when the compressor started
    J_STOP_T,
    J_RING,  # the last 64 starts
    J_HEAD,
    J_DRY_S,  # s of running without flow
    J_HOT_S,  # s with the circuit too hot
    J_COLD_S,
    J_FIRST,  # first time of each kind, J_KINDS of them
    J_COUNT,
) = (0, 1, 2, 66, 67, 68, 69, 70, 80)
J_RING_N = 64
J_MIN_ON, J_MIN_OFF, J_STARTS, J_DRY, J_HOT, J_COLD = range(6)
J_KINDS = 10
J_MOST = 90  # most starts in a rolling hour
N_JUDGE = 91

# --- bins: means for the report --------------------------------------------------------------------------------------
BIN_NAMES = (
    "outdoor_c",
    "room_c",
    "flow_c",
    "return_c",
    "hp_flow_c",
    "q_hp_w",
    "q_boiler_w",
    "p_hp_w",
    "p_pumps_w",
    "p_boiler_w",
    "gas_w",
    "solar_w",
    "gains_w",
    "load_w",
    "required_c",
    "wanted_s",
    "hp_starts",
    "boiler_starts",
    "plan",
    "s",
)
N_BINS = len(BIN_NAMES)
(
    B_OUT, B_ROOM, B_FLOW, B_RETURN, B_HP_FLOW, B_Q_HP, B_Q_B, B_P_HP, B_P_PUMPS, B_P_B, B_GAS, B_SOLAR, B_GAINS,
    B_LOAD, B_REQ, B_WANTED, B_HP_STARTS, B_B_STARTS, B_PLAN, B_S,
) = range(N_BINS)  # fmt: skip
