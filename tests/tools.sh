# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# For steps that run the tools, from the checkout's root: builds them in $tools by the
# Makefile.  With little optimisation and no debug information the compiler takes
# half as long; what is installed is tested in the guests.
. tests/ccache.sh
tools=build/tested-tools
mkdir -p $tools
exec 8>$tools/.lock # steps run side by side
flock 8
make --no-print-directory tools TOOLS=$tools \
	TOOLS_FLAGS='-DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS=-O1 -DCMAKE_CXX_FLAGS=-O1' 8>&-
exec 8>&-
