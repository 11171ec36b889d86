-- SPDX-License-Identifier: GPL-2.0-only
-- wrk sends 16 requests at once, and the next ones when all are answered.
-- It counts each answer.
init = function(args)
  local requests = {}
  for i = 1, 16 do
    requests[i] = wrk.format()
  end
  all = table.concat(requests)
end

request = function()
  return all
end
