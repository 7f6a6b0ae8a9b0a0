-- When each sysbench thread makes its first event, in ns of the monotonic clock.
ffi.cdef[[ typedef struct { long s; long n; } tm_t; int clock_gettime(int, tm_t*); ]]
local done = false
function event()
  if done then return end
  done = true
  local t = ffi.new("tm_t"); ffi.C.clock_gettime(1, t)
  print(string.format("at %.0f", tonumber(t.s) * 1e9 + tonumber(t.n)))
end
