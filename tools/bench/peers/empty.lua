-- An event that does nothing: what is left is what sysbench costs.
function event() end
