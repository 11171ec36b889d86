-- SPDX-License-Identifier: GPL-2.0-only
-- wrk asks for all of the 10 000 files, in an order that jumps about.
local requests = {}
local last = 0

init = function(args)
  for i = 0, 9999 do
    requests[i] = wrk.format("GET", string.format("/many/%04d", i))
  end
end

request = function()
  last = (last + 6151) % 10000
  return requests[last]
end
