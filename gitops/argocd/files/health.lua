-- Health of the kinds of ameide.io. Of Ready, Reconciling and Stalled exactly one is True, about the spec in its observedGeneration.
local conditions = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    conditions[condition.type] = condition
  end
end

local function is(kind)
  return conditions[kind] ~= nil and conditions[kind].status == "True"
end

local function message(kind)
  local said = conditions[kind].message
  if said == nil or said == "" then
    return conditions[kind].reason
  end
  return said
end

local ready = conditions.Ready
if ready == nil then
  return { status = "Progressing", message = "No operator has looked at it yet." }
end
if ready.observedGeneration ~= nil and obj.metadata.generation ~= nil and ready.observedGeneration < obj.metadata.generation then
  return { status = "Progressing", message = "The operator has not looked at the last change yet." }
end
if is("Suspended") then
  return { status = "Suspended", message = message("Suspended") }
end
if is("Stalled") then
  return { status = "Degraded", message = message("Stalled") }
end
if is("Ready") then
  -- It works, but less well than it should: that is told, and holds up nothing that comes after it.
  if is("Degraded") then
    return { status = "Healthy", message = message("Degraded") }
  end
  return { status = "Healthy", message = message("Ready") }
end
return { status = "Progressing", message = message("Ready") }
