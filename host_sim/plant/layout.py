"""Where each quantity sits in the plant's arrays. SI units unless the name says otherwise; temperatures in C.

The hot water has arrays of its own (layout_hot_water), and so has the heat pump's map (hp_map).
"""

CP = 4186.0  # J/kgK, water; 1 kg is taken as 1 l

# --- x: state --------------------------------------------------------------------------------------------------------
(
    X_T,  # time since 1 January 00:00 of the weather year, s (runs on past a year's end)
    X_AIR,
    X_MASS,  # structure
    X_EM1,  # emitter water (and metal, screed), three nodes in series
    X_EM2,
    X_EM3,
    X_HP,  # water leaving the heat pump
    X_BOILER,  # water leaving the boiler
    X_BUF1,  # buffer, from the top
    X_BUF2,
    X_BUF3,
    X_F1,  # emitters of the mixed second circuit
    X_F2,
    X_F3,
    X_OUT_PUMP,  # 1 while the machine's own frost pump runs
    X_OUT_J,  # heat in the water of an outdoor unit, J above water at 0 C; below zero there is ice
    X_HP_STATE,  # 0 off, 1 start delay, 2 running, 3 run-down, 4 defrost
    X_HP_AGE,  # s in this state
    X_HP_RAMP_S,  # s since heat began to rise, after a start or a defrost
    X_HP_DEFROSTED,  # 1: that rise is one after a defrost
    X_HP_FRAC,  # share of the highest output
    X_HP_ERR,
    X_HP_LOCK_S,  # s the machine keeps itself off after a stop of its own
    X_FROST_KG,  # on the evaporator
    X_FROST_S,  # s of running in the cold since the last defrost
    X_DEFROST_J,  # heat still to be taken from the water
    X_HP_W,  # electrical power when the defrost began
    X_B_STATE,  # 0 off, 1 purge and ignition, 2 burning, 3 anti-cycling pause, 4 locked out
    X_B_AGE,
    X_B_FRAC,
    X_B_ERR,
    X_B_PUMP_S,  # s of pump post-run left
    X_B_TAP,  # 1 while the burner works for a tap
    X_VALVE,  # opening of the thermostatic valves, 0..1
    X_MIX,  # opening of the second circuit's mixing valve, 0..1
    X_DIVERT,  # diverter: 0 heating .. 1 tank
    X_S_OUT,  # lagged sensors, in the order of their channels
    X_S_ROOM,
    X_S_FLOW,
    X_S_RETURN,
    X_S_HP_FLOW,
    X_S_HP_RETURN,
    X_S_BOILER,
    X_S_TANK,
    X_SEED,  # noise generator, integer valued
    X_S_MIXED,  # the sensor behind the mixing valve
    N_X,
) = range(47)

# --- par: constants of one installation ------------------------------------------------------------------------------
(
    P_AREA_M2,
    P_H_VENT,  # W/K air to outdoors
    P_H_WIN,  # W/K surface to outdoors
    P_H_EM,  # W/K structure to outdoors
    P_H_IS,  # W/K air to surface
    P_H_MS,  # W/K surface to structure
    P_C_AIR,  # J/K
    P_C_MASS,
    P_SOLAR_M2,  # effective aperture of all windows
    P_OPEN_C,  # windows are opened above this room temperature
    P_H_OPEN,  # W/K of open windows
    P_C_EM,  # J/K of one emitter node
    P_K_EM,  # W/K^n of one emitter node
    P_N_EM,  # exponent
    P_EM_AIR,  # share of emitter heat to the air, rest to the surface
    P_M_CIRC,  # kg/s in the circuit with open valves
    P_VALVE_C,  # room temperature at which thermostatic valves are half open; 0: none
    P_PUMP_SHARE,  # share of the circuit's resistance that is not in the valves
    P_BYPASS,  # share of the flow that a bypass lets through when the valves are shut
    P_SCHEME,  # SCHEME_*
    P_SEPARATOR_MIX,  # share of the flow that mixes in the separator
    P_C_BUF,  # J/K of one buffer node
    P_C_F,  # second circuit: J/K of a node
    P_K_F,
    P_N_F,
    P_F_AIR,
    P_M_F,
    P_F_COLD_C,  # its flow temperature at -10 C outdoors; 20 at 20 C
    P_F_MAX_C,
    P_C_OUT,  # J/K of the water outdoors; 0: none (split machine, glycol)
    P_H_OUT,  # W/K of its pipes
    P_OUT_PUMP_C,  # the machine's own frost pump comes on below this temperature of that water; -99: none
    P_CHARGE_BY,  # whose water the diverter sends to the tank: 1 boiler, 2 heat pump, 3 both
    P_DIVERT_S,  # s in which its motor turns it from end to end
    P_ELEMENT_W,  # electric element in the tank
    P_HYGIENE_S,  # s without a disinfection that the judge accepts
    P_HP_FITTED,
    P_M_HP,
    P_C_HP,
    P_HP_PUMP_W,
    P_HP_STANDBY_W,
    P_B_MAX_W,  # 0: no boiler
    P_B_MIN_W,
    P_B_TAP_W,  # highest power for a tap
    P_B_ETA,  # fixed efficiency on the upper value; 0: condensing curve
    P_B_IGNITE_S,
    P_B_PAUSE_S,
    P_B_START_J,
    P_B_STANDBY_W,
    P_B_PUMP_W,
    P_B_FAN_W,
    P_B_POST_S,
    P_B_TRIP_C,  # overheating: locked out until someone comes
    P_M_BOILER,
    P_C_BOILER,  # J/K
    P_PUMP_W,  # circuit pump at its design flow
    P_TARGET_C,  # room temperature wanted, for the kelvin-hours
    P_CIRC_MAX_C,  # highest flow temperature of the circuit, for the judge
    P_NOISE,  # scale of sensor noise, 1 = as stated
    P_BIN_S,
    P_T_COUNT,  # time at which counting starts
    P_WX_HOURS,  # hours in the weather arrays
    P_WALL_MIN,  # wall clock at X_T = 0, minutes since 2000
    P_HP_COMMAND,  # COMMAND_*
    P_OWN_COLD_C,  # the machine's own heating curve: flow at -10 C outdoors; 22 at 20 C
    P_CONTACTOR,  # 1: a contactor can take the heat pump's supply away
    N_PAR,
) = range(67)

# How the heat pump is commanded.
COMMAND_FULL = 0  # enable, flow set-point and power cap
COMMAND_CONTACT = 1  # enable alone
COMMAND_SG = 2  # SG Ready contacts alone

# Hydraulic schemes, as installers build them.
SCHEME_SEPARATOR = 0  # heat pump and boiler in parallel on a separator; a tank, if any, on a diverter of its source
SCHEME_SERIES = 1  # the heat pump warms the return of the boiler
SCHEME_MIXED = 2  # separator, and a second circuit behind a mixing valve
SCHEME_BUFFER = 3  # a buffer in place of the separator

# --- wx: weather by the hour (hours, 4) ------------------------------------------------------------------------------
WX_C, WX_RH, WX_SUN, WX_GAINS = range(4)  # C, %, W/m2 on the windows, W/m2 of floor

# --- ctl: what scripts and scenarios do to the plant -----------------------------------------------------------------
(
    C_WINDOW_W_K,  # a window left open
    C_BLOCK_HP,  # share of the heat pump's water flow that is blocked
    C_BLOCK_CIRC,
    C_BLOCK_BOILER,
    C_REFRIGERANT,  # share of output that is lost with lost refrigerant
    C_HP_FAIL,  # 1: the compressor does not start
    C_HP_ON,  # 1: a compressor that runs does not stop when told to
    C_HP_ERROR,  # 1: the machine is off and reports an error
    C_BOILER_LOCK,  # 1: locked out, and again after each reset
    C_DIVERTER,  # -1, or the position in which it is stuck
    C_MIXER,  # -1, or the opening at which it is stuck
    C_VALVES,  # -1, or the opening of the radiators' valves
    C_SENSOR,  # per channel of temperature: one of SENSOR_*
) = range(13)
N_SENSORS = 8
C_VALUE = C_SENSOR + N_SENSORS  # its offset, drift in K/h, or the channel it is swapped with
C_SINCE = C_VALUE + N_SENSORS  # when the fault began, s
C_HELD = C_SINCE + N_SENSORS  # what a stuck sensor shows
N_CTL = C_HELD + N_SENSORS
SENSOR_OK, SENSOR_STUCK, SENSOR_DRIFT, SENSOR_OFFSET, SENSOR_SWAPPED = range(5)

# --- k: quantities of one step ---------------------------------------------------------------------------------------
(
    K_OUT,  # weather
    K_RH,
    K_SUN,
    K_GAINS,
    K_HP_PUMP,  # 1: the pump runs
    K_B_PUMP,
    K_PUMP,
    K_M_HP,  # kg/s
    K_M_B,
    K_M_CIRC,
    K_M_F,  # through the second circuit's emitters
    K_SPEED,  # share of the circuit pump's design flow
    K_FLOW,  # C, supply of the circuit
    K_BACK,  # return of the circuit
    K_F_FLOW,
    K_HP_IN,  # water entering the heat pump, after the pipes outdoors
    K_HP_OUT,
    K_B_IN,
    K_COIL_BACK,
    K_Q_HP,  # W
    K_P_HP,  # compressor, without standby
    K_Q_B,
    K_GAS,
    K_HP_STARTED,  # 1 in the step
    K_DEFROSTED,  # 1 when a defrost began
    K_B_STARTED,
    K_B_TRIPPED,
    K_Q_TAP,  # W of a combi's burner into tap water
    K_GAS_TAP,
    K_TAP_STARTED,
    K_TAP_W,  # drawn above cold water
    K_TANK_LOSS,
    K_Q_COIL,
    K_Q_COIL_B,  # W of it from the boiler
    K_ELEMENT,
    K_Q_EM,
    K_SOLAR,
    K_GAINS_W,
    K_LOSS,
    K_ROOM,
    K_Q_OUT,  # W lost by the pipes outdoors
    K_E_HP,  # W electrical
    K_E_HP_PUMP,
    K_E_B,
    K_E_PUMP,
    N_K,
) = range(46)

# --- acc: sums since counting started --------------------------------------------------------------------------------
(
    A_S,  # s counted
    A_Q_HP,  # J of heat to the water, defrosts taken off
    A_Q_B,  # J from the boiler to the heating water, a tank's included
    A_Q_TAP,  # J from a combi to tap water
    A_Q_COIL,  # J into the tank
    A_Q_COIL_B,  # of it from the boiler
    A_DRAWN,  # J drawn above cold water
    A_TANK_LOSS,
    A_GAS,  # J, upper heating value, for heating
    A_GAS_TAP,  # J for hot water
    A_E_HP,  # J electrical: compressor and standby
    A_E_HP_PUMP,
    A_E_B,
    A_E_PUMP,
    A_E_ELEMENT,
    A_SOLAR,
    A_GAINS,
    A_LOSS,  # J to outdoors
    A_Q_OUT,  # of it by pipes outdoors
    A_HP_S,  # s of compressor running
    A_HP_STARTS,
    A_DEFROSTS,
    A_DEFROST_J,  # J taken from the water by defrosts
    A_B_STARTS,
    A_TAP_STARTS,
    A_TRIPS,
    A_UNDER,  # K s below target - 0.5
    A_ROOM,  # K s
    A_ROOM_MIN,
    A_ROOM_MAX,
    A_PEAK_W,
    A_STORE0,  # J stored when counting started
    A_BOILER_S,
    N_ACC,
) = range(34)

# --- judge: safety floors seen from the plant ------------------------------------------------------------------------
(
    J_RUN_T,  # when the compressor started
    J_STOP_T,
    J_LIMIT_T,  # when a hard limit last had no room for it
    J_RING,  # the last 64 starts
    J_HEAD,
    J_DRY_S,  # s of running without flow
    J_HOT_S,  # s with the circuit too hot
    J_COLD_S,
    J_ICE_S,
    J_FIRST,  # first time of each kind, J_KINDS of them
    J_COUNT,
) = (0, 1, 2, 3, 67, 68, 69, 70, 71, 72, 82)
J_RING_N = 64
J_MIN_ON, J_MIN_OFF, J_STARTS, J_DRY, J_HOT, J_COLD, J_ICE, J_HYGIENE, J_SCALD = range(9)
J_KINDS = 10
J_MOST = 92  # most starts in a rolling hour
J_STALE_S = 93  # 1 while the tank should have been disinfected
J_SCALD_S = 94  # 1 while the draw is too hot
N_JUDGE = 95

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
    "tap_w",
    "tank_top_c",
    "tank_cold_c",
    "load_w",
    "required_c",
    "wanted_s",
    "target_c",
    "hp_starts",
    "boiler_starts",
    "defrosts",
    "plan",
    "s",
)
N_BINS = len(BIN_NAMES)
(
    B_OUT, B_ROOM, B_FLOW, B_RETURN, B_HP_FLOW, B_Q_HP, B_Q_B, B_P_HP, B_P_PUMPS, B_P_B, B_GAS, B_SOLAR, B_GAINS,
    B_TAP, B_TANK_TOP, B_TANK_COLD, B_LOAD, B_REQ, B_WANTED, B_TARGET, B_HP_STARTS, B_B_STARTS, B_DEFROSTS, B_PLAN, B_S,
) = range(N_BINS)  # fmt: skip
