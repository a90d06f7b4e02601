// A stamp and nothing behind it.
#include "fleetline/plugin.hpp"

extern "C" __attribute__((used, section(".fleetline"))) const char fleetline_stamp[] = FLEETLINE_STAMP;
