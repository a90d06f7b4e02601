// The plugin boundary: a stamp that can be read without loading the library, and one exported function.
//
//   FLEETLINE_PLUGIN(fleetline::Manifest{.name = "roofline", .version = "0.1.0", ...})
//
// The stamp is text in an ELF section of its own (`readelf -p .fleetline my.fleet.so`); the kernel
// reads it from the file, because dlopen() already runs a library's initialisers.
#pragma once

#include "fleetline/manifest.hpp"

#define FLEETLINE_STRING_(x) #x
#define FLEETLINE_STRING(x) FLEETLINE_STRING_(x)

#if defined(__x86_64__)
#define FLEETLINE_ARCH "x86_64"
#elif defined(__aarch64__)
#define FLEETLINE_ARCH "aarch64"
#else
#define FLEETLINE_ARCH "other"
#endif

#if defined(_GLIBCXX_DEBUG)
#define FLEETLINE_STL_DEBUG "1"
#else
#define FLEETLINE_STL_DEBUG "0"
#endif

#if defined(__clang__)
#define FLEETLINE_COMPILER "clang-" FLEETLINE_STRING(__clang_major__)
#else
#define FLEETLINE_COMPILER "gnu-" FLEETLINE_STRING(__GNUC__)
#endif

#if defined(_GLIBCXX_USE_CXX11_ABI)
#define FLEETLINE_CXX11_ABI FLEETLINE_STRING(_GLIBCXX_USE_CXX11_ABI)
#else
#define FLEETLINE_CXX11_ABI "none"
#endif

/// key=value pairs: everything that must agree before C++ objects may cross the boundary; `compiler` only informs.
#define FLEETLINE_STAMP                                                                           \
  "FLEETLINE-PLUGIN abi=cxx api=" FLEETLINE_API_VERSION " arch=" FLEETLINE_ARCH                   \
  " cxx11abi=" FLEETLINE_CXX11_ABI " stldebug=" FLEETLINE_STL_DEBUG " compiler=" FLEETLINE_COMPILER

/// Once per library, at global scope. The argument is an expression that makes the Manifest.
#define FLEETLINE_PLUGIN(...)                                                                      \
  extern "C" {                                                                                     \
  extern __attribute__((visibility("default"))) const char fleetline_stamp[];                      \
  __attribute__((used, section(".fleetline")))                                                     \
  const char fleetline_stamp[] = FLEETLINE_STAMP;                                                  \
  __attribute__((visibility("default"))) const ::fleetline::Manifest* fleetline_manifest_v1() {    \
    static const ::fleetline::Manifest manifest = __VA_ARGS__;                                     \
    return &manifest;                                                                              \
  }                                                                                                \
  }
