# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# For those that compile with CMake, from the checkout's root: what one checkout
# has compiled is found again from another.
export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=yes
