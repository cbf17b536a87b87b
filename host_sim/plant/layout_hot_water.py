"""Where each quantity of the hot water sits in its arrays. SI units unless the name says otherwise; temperatures C."""

from host_sim.plant.layout import CP as CP

N_NODES = 10

# --- draws: one row each, sorted by time -----------------------------------------------------------------------------
D_T, D_J, D_FLOW, D_USEFUL_C, D_PEAK_C, D_MOST_S, N_D = range(7)
# start, s since 1 January as the plant counts; energy above cold water, J; kg/s at the tap; Tm and Tp (0: none), C;
# longest duration, s: what has not come by then is missed

# --- w: state; the first N_NODES are the tank's temperatures from the bottom -----------------------------------------
(
    W_NEXT,  # row of the next draw
    W_NEXT_S,  # when to look at it
    W_LEFT_J,  # of the running draw; 0: none runs
    W_FLOW,  # kg/s at the tap; this and the following belong to the running draw
    W_USEFUL_C,
    W_PEAK_C,
    W_MOST_S,
    W_DRAW_S,  # s since it began
    W_HOTTEST_C,  # warmest water it has had
    W_COLD,  # 1: it has been counted as a cold draw
    W_DEAD_S,  # s of dead time left
    W_HX_J,  # heat the combi's exchanger lacks
    W_RUN_KG,  # water and heat of this step
    W_RUN_J,
    W_COLDEST_C,  # coldest node of the tank
    W_HOLD_60_S,  # s since every node has been at 60 C or more without a break; 65 C; 70 C
    W_HOLD_65_S,
    W_HOLD_70_S,
    W_SINCE_S,  # s since the last disinfection
    N_W,
) = range(N_NODES, N_NODES + 20)

# --- wp: constants of one installation -------------------------------------------------------------------------------
(
    WP_KIND,
    WP_COLD_C,  # cold water
    WP_TAP_C,  # set-point of the combi; of the mixing valve behind a tank
    WP_WAIT_S,  # s in which nobody expects warm water yet
    WP_DEAD_S,  # combi: s of cold water at each draw before the burner heats
    WP_HX_J,  # combi: heat that warms its exchanger from cold
    WP_HX_COOL_S,  # combi: time constant with which it cools again
    WP_MIN_KG_S,  # combi: does not fire below
    WP_NODE_JK,  # tank: J/K of one node
    WP_NODE_UA,  # W/K of one node to the room
    WP_NODE_K,  # W/K between two nodes
    WP_CHARGE,
    WP_UA,  # W/K of the coil, or of the plate exchanger
    WP_COIL_NODES,  # nodes from the bottom that the coil heats
    WP_ELEMENT_NODE,  # node of the electric element
    WP_SENSOR_NODE,
    N_WP,
) = range(17)
NO_HOT_WATER, COMBI, TANK = range(3)  # WP_KIND
COIL, PLATE = range(2)  # WP_CHARGE

# --- wa: sums since counting started ---------------------------------------------------------------------------------
(
    WA_USEFUL_J,  # drawn at Tm or more
    WA_DRAWN_J,  # all heat drawn above cold water
    WA_LITRES,  # at the tap
    WA_DRAWS,  # draws that ended
    WA_COLD_DRAWS,  # with water below 40 C where 40 C or more was wanted
    WA_COLD_S,  # s of that
    WA_SHORT_DRAWS,  # ended without their energy
    WA_MISSED_J,  # what those lacked
    WA_PEAK_MISSED,  # draws that never reached their Tp
    WA_HEAT_J,  # heat from the burner, through the coil or plate
    WA_ELEMENT_J,
    WA_LOSS_J,  # to the room
    WA_STORE0_J,  # stored when counting started
    WA_DISINFECTIONS,
    WA_SINCE_MAX_S,  # longest time without a disinfection
    N_WA,
) = range(16)
