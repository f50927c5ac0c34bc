-- One message says what an inspection found, instead of one for each item.
local rank = { critical = 1, major = 2, advisory = 3 }

local function worst_first(a, b)
  if rank[a.severity] ~= rank[b.severity] then return rank[a.severity] < rank[b.severity] end
  return a.item < b.item
end

rule "inspection-report" {
  description = "When an inspection ends, the customer reads in one message what was found, worst first.",
  on = "inspection.completed",
  when = [[ customer.email_opt_in ]],
  run = function(event, customer, ctx)
    local findings = {}
    for _, row in ipairs(ctx.facts.rows("inspection_findings", { inspection_id = event.inspection_id })) do
      findings[#findings + 1] = { severity = row.severity, item = row.item }
    end
    if #findings == 0 then return end
    table.sort(findings, worst_first)

    local lines = {}
    for _, found in ipairs(findings) do lines[#lines + 1] = found.severity .. ": " .. found.item end
    ctx.act("notify", {
      to = "customer",
      template = "inspection-report",
      channel = "email",
      about = event.inspection_id,
      text = event.items_checked .. " items checked, " .. #findings .. " found. " .. table.concat(lines, "; "),
    })
  end,
}
