-- Great-circle distances by the haversine formula, which keeps its digits for short ways.
local radians = math.pi / 180
local sin, cos, asin, sqrt, min = math.sin, math.cos, math.asin, math.sqrt, math.min
local diameter = 2 * config.radius_km

local function km(lat1, lon1, lat2, lon2)
  local north = sin((lat2 - lat1) * radians / 2)
  local east = sin((lon2 - lon1) * radians / 2)
  local h = north * north + cos(lat1 * radians) * cos(lat2 * radians) * east * east
  return diameter * asin(sqrt(min(h, 1.0)))
end

local function within(lat1, lon1, lat2, lon2, limit)
  -- A degree of latitude is about 111 km: most points are too far at first sight.
  if (lat2 - lat1) * 111 > limit or (lat1 - lat2) * 111 > limit then return false end
  return km(lat1, lon1, lat2, lon2) <= limit
end

return { geo = { km = km, within = within } }
