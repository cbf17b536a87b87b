"""The data-ids of OpenTherm as packed bytes. Generated from ids.csv by tools/gen_ids.py: edit those, not this."""

I_STATUS = 0
I_CONTROL_SETPOINT = 1
I_MASTER_CONFIG = 2
I_SLAVE_CONFIG = 3
I_REMOTE_REQUEST = 4
I_FAULTS = 5
I_REMOTE_PARAMETERS = 6
I_COOLING_CONTROL = 7
I_CONTROL_SETPOINT_2 = 8
I_ROOM_OVERRIDE = 9
I_TSP_COUNT = 10
I_TSP_ENTRY = 11
I_FAULT_HISTORY_SIZE = 12
I_FAULT_HISTORY_ENTRY = 13
I_MAX_MODULATION = 14
I_CAPACITY = 15
I_ROOM_SETPOINT = 16
I_MODULATION = 17
I_PRESSURE = 18
I_DHW_FLOW = 19
I_DAY_TIME = 20
I_DATE = 21
I_YEAR = 22
I_ROOM_SETPOINT_2 = 23
I_ROOM_TEMPERATURE = 24
I_FLOW_TEMPERATURE = 25
I_DHW_TEMPERATURE = 26
I_OUTDOOR_TEMPERATURE = 27
I_RETURN_TEMPERATURE = 28
I_SOLAR_STORAGE_TEMPERATURE = 29
I_COLLECTOR_TEMPERATURE = 30
I_FLOW_TEMPERATURE_2 = 31
I_DHW_TEMPERATURE_2 = 32
I_EXHAUST_TEMPERATURE = 33
I_EXCHANGER_TEMPERATURE = 34
I_FAN_SPEED = 35
I_FLAME_CURRENT = 36
I_ROOM_TEMPERATURE_2 = 37
I_HUMIDITY = 38
I_ROOM_OVERRIDE_2 = 39
I_DHW_BOUNDS = 48
I_MAX_CH_BOUNDS = 49
I_DHW_SETPOINT = 56
I_MAX_CH_SETPOINT = 57
I_VENT_STATUS = 70
I_VENT_SETPOINT = 71
I_VENT_FAULTS = 72
I_VENT_DIAGNOSTIC = 73
I_VENT_CONFIG = 74
I_VENT_VERSION = 75
I_VENT_PRODUCT = 76
I_VENTILATION = 77
I_VENT_HUMIDITY = 78
I_VENT_CO2 = 79
I_SUPPLY_INLET = 80
I_SUPPLY_OUTLET = 81
I_EXHAUST_INLET = 82
I_EXHAUST_OUTLET = 83
I_EXHAUST_FAN = 84
I_SUPPLY_FAN = 85
I_VENT_PARAMETERS = 86
I_NOMINAL_VENTILATION = 87
I_VENT_TSP_COUNT = 88
I_VENT_TSP_ENTRY = 89
I_VENT_HISTORY_SIZE = 90
I_VENT_HISTORY_ENTRY = 91
I_BRAND = 93
I_BRAND_VERSION = 94
I_BRAND_SERIAL = 95
I_COOLING_HOURS = 96
I_POWER_CYCLES = 97
I_RF_SENSOR = 98
I_OPERATING_MODES = 99
I_OVERRIDE_FUNCTION = 100
I_SOLAR_STATUS = 101
I_SOLAR_FAULTS = 102
I_SOLAR_CONFIG = 103
I_SOLAR_PRODUCT = 104
I_SOLAR_TSP_COUNT = 105
I_SOLAR_TSP_ENTRY = 106
I_SOLAR_HISTORY_SIZE = 107
I_SOLAR_HISTORY_ENTRY = 108
I_PRODUCER_STARTS = 109
I_PRODUCER_HOURS = 110
I_PRODUCTION = 111
I_PRODUCTION_SUM = 112
I_BAD_STARTS = 113
I_LOW_FLAME_COUNT = 114
I_DIAGNOSTIC = 115
I_BURNER_STARTS = 116
I_CH_PUMP_STARTS = 117
I_DHW_PUMP_STARTS = 118
I_DHW_BURNER_STARTS = 119
I_BURNER_HOURS = 120
I_CH_PUMP_HOURS = 121
I_DHW_PUMP_HOURS = 122
I_DHW_BURNER_HOURS = 123
I_MASTER_VERSION = 124
I_SLAVE_VERSION = 125
I_MASTER_PRODUCT = 126
I_SLAVE_PRODUCT = 127

# Per id: shape, may be read (64), may be written (128); 0 for an id that is not known.
IDS = (
    b"\x40"  # 0 status
    b"\x81"  # 1 control_setpoint
    b"\x80"  # 2 master_config
    b"\x40"  # 3 slave_config
    b"\x82"  # 4 remote_request
    b"\x40"  # 5 faults
    b"\x40"  # 6 remote_parameters
    b"\x81"  # 7 cooling_control
    b"\x81"  # 8 control_setpoint_2
    b"\x43"  # 9 room_override
    b"\x42"  # 10 tsp_count
    b"\xc2"  # 11 tsp_entry
    b"\x42"  # 12 fault_history_size
    b"\x42"  # 13 fault_history_entry
    b"\x81"  # 14 max_modulation
    b"\x44"  # 15 capacity
    b"\x85"  # 16 room_setpoint
    b"\x41"  # 17 modulation
    b"\x46"  # 18 pressure
    b"\x47"  # 19 dhw_flow
    b"\xc8"  # 20 day_time
    b"\xc9"  # 21 date
    b"\xca"  # 22 year
    b"\x85"  # 23 room_setpoint_2
    b"\x85"  # 24 room_temperature
    b"\x45"  # 25 flow_temperature
    b"\x45"  # 26 dhw_temperature
    b"\xc5"  # 27 outdoor_temperature
    b"\x45"  # 28 return_temperature
    b"\x45"  # 29 solar_storage_temperature
    b"\x4b"  # 30 collector_temperature
    b"\x45"  # 31 flow_temperature_2
    b"\x45"  # 32 dhw_temperature_2
    b"\x4c"  # 33 exhaust_temperature
    b"\x45"  # 34 exchanger_temperature
    b"\x42"  # 35 fan_speed
    b"\x4d"  # 36 flame_current
    b"\x85"  # 37 room_temperature_2
    b"\xc1"  # 38 humidity
    b"\x43"  # 39 room_override_2
    b"\x00"  # 40 -
    b"\x00"  # 41 -
    b"\x00"  # 42 -
    b"\x00"  # 43 -
    b"\x00"  # 44 -
    b"\x00"  # 45 -
    b"\x00"  # 46 -
    b"\x00"  # 47 -
    b"\x4e"  # 48 dhw_bounds
    b"\x4e"  # 49 max_ch_bounds
    b"\x00"  # 50 -
    b"\x00"  # 51 -
    b"\x00"  # 52 -
    b"\x00"  # 53 -
    b"\x00"  # 54 -
    b"\x00"  # 55 -
    b"\xcd"  # 56 dhw_setpoint
    b"\xcd"  # 57 max_ch_setpoint
    b"\x00"  # 58 -
    b"\x00"  # 59 -
    b"\x00"  # 60 -
    b"\x00"  # 61 -
    b"\x00"  # 62 -
    b"\x00"  # 63 -
    b"\x00"  # 64 -
    b"\x00"  # 65 -
    b"\x00"  # 66 -
    b"\x00"  # 67 -
    b"\x00"  # 68 -
    b"\x00"  # 69 -
    b"\x40"  # 70 vent_status
    b"\x84"  # 71 vent_setpoint
    b"\x40"  # 72 vent_faults
    b"\x4f"  # 73 vent_diagnostic
    b"\x40"  # 74 vent_config
    b"\x4d"  # 75 vent_version
    b"\x42"  # 76 vent_product
    b"\x44"  # 77 ventilation
    b"\xc4"  # 78 vent_humidity
    b"\xd0"  # 79 vent_co2
    b"\x45"  # 80 supply_inlet
    b"\x45"  # 81 supply_outlet
    b"\x45"  # 82 exhaust_inlet
    b"\x45"  # 83 exhaust_outlet
    b"\x50"  # 84 exhaust_fan
    b"\x50"  # 85 supply_fan
    b"\x40"  # 86 vent_parameters
    b"\xd1"  # 87 nominal_ventilation
    b"\x42"  # 88 vent_tsp_count
    b"\xc2"  # 89 vent_tsp_entry
    b"\x42"  # 90 vent_history_size
    b"\x42"  # 91 vent_history_entry
    b"\x00"  # 92 -
    b"\x52"  # 93 brand
    b"\x52"  # 94 brand_version
    b"\x52"  # 95 brand_serial
    b"\xcf"  # 96 cooling_hours
    b"\xcf"  # 97 power_cycles
    b"\x82"  # 98 rf_sensor
    b"\xc2"  # 99 operating_modes
    b"\x40"  # 100 override_function
    b"\x40"  # 101 solar_status
    b"\x40"  # 102 solar_faults
    b"\x40"  # 103 solar_config
    b"\x42"  # 104 solar_product
    b"\x42"  # 105 solar_tsp_count
    b"\xc2"  # 106 solar_tsp_entry
    b"\x42"  # 107 solar_history_size
    b"\x42"  # 108 solar_history_entry
    b"\xcf"  # 109 producer_starts
    b"\xcf"  # 110 producer_hours
    b"\x4f"  # 111 production
    b"\xcf"  # 112 production_sum
    b"\xcf"  # 113 bad_starts
    b"\xcf"  # 114 low_flame_count
    b"\x4f"  # 115 diagnostic
    b"\xcf"  # 116 burner_starts
    b"\xcf"  # 117 ch_pump_starts
    b"\xcf"  # 118 dhw_pump_starts
    b"\xcf"  # 119 dhw_burner_starts
    b"\xcf"  # 120 burner_hours
    b"\xcf"  # 121 ch_pump_hours
    b"\xcf"  # 122 dhw_pump_hours
    b"\xcf"  # 123 dhw_burner_hours
    b"\x8d"  # 124 master_version
    b"\x4d"  # 125 slave_version
    b"\x82"  # 126 master_product
    b"\x42"  # 127 slave_product
)

# Per shape: form, lowest word, highest word.
SHAPES = (
    b"\x06\x00\x00\xff\xff"
    b"\x01\x00\x00\x64\x00"
    b"\x04\x00\x00\xff\xff"
    b"\x01\x00\x00\x1e\x00"
    b"\x04\x00\x00\xff\x64"
    b"\x01\xd8\x00\x7f\x00"
    b"\x01\x00\x00\x05\x00"
    b"\x01\x00\x00\x10\x00"
    b"\x07\x00\x00\x17\x3b"
    b"\x04\x01\x01\x0c\x1f"
    b"\x03\x07\xcf\x08\x33"
    b"\x02\xff\xd8\x00\xfa"
    b"\x02\xff\xd8\x01\xf4"
    b"\x01\x00\x00\x7f\x00"
    b"\x05\x00\x00\x7f\x7f"
    b"\x03\x00\x00\xff\xff"
    b"\x03\x00\x00\x27\x10"
    b"\x04\x00\x00\x64\xff"
    b"\x04\x00\x00\x32\xff"
)
