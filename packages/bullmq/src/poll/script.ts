/** The lists and sets of a queue, in the order that {@link readQueueScript} takes them. */
export const queueKeys = [
  "wait",
  "paused",
  "active",
  "prioritized",
  "delayed",
  "completed",
  "failed",
  "waiting-children",
  "meta",
] as const;

/**
 * Reads a queue in one go: its sizes, whether it is paused, and since when its oldest waiting job waits.
 *
 * A job waits since it was added or its delay ended. One that was tried before waits since that attempt and the pause
 * after it; one with children since they ended, which nothing tells. So the first jobs in line are asked until one is
 * certain. Besides, the other end of the line (for `lifo`) and the lowest priority are asked: there jobs are forgotten.
 */
export const readQueueScript = `
local call = redis.call
local function waitingSince(id)
  local job = call("HMGET", ARGV[1] .. id, "timestamp", "processedOn", "opts", "atm")
  local added = tonumber(job[1])
  if not added then return nil, false end
  local decoded, options = pcall(cjson.decode, job[3] or "{}")
  if not decoded or type(options) ~= "table" then options = {} end
  local processed = tonumber(job[2])
  if processed then
    local backoff, pause = options.backoff, 0
    if type(backoff) == "number" then pause = backoff end
    if type(backoff) == "table" then
      pause = tonumber(backoff.delay) or 0
      local made = tonumber(job[4]) or 1
      if backoff.type == "exponential" and made > 1 then pause = pause * 2 ^ math.min(made - 1, 30) end
    end
    return processed + pause, false
  end
  local isCertain = call("EXISTS", ARGV[1] .. id .. ":processed") == 0
  return added + (tonumber(options.delay) or 0), isCertain
end
local oldest
local function note(since)
  if since and (not oldest or since < oldest) then oldest = since end
end
local function ask(ids, from, to, step)
  local fallback
  for index = from, to, step do
    local since, isCertain = waitingSince(ids[index])
    if isCertain then return note(since) end
    fallback = fallback or since
  end
  note(fallback)
end
for index = 1, 2 do
  local tail = call("LRANGE", KEYS[index], -8, -1)
  ask(tail, #tail, 1, -1)
  local head = call("LRANGE", KEYS[index], 0, 0)
  ask(head, 1, #head, 1)
end
local first = call("ZRANGE", KEYS[4], 0, 7)
ask(first, 1, #first, 1)
local last = call("ZRANGE", KEYS[4], -1, -1, "WITHSCORES")
if #last == 2 then
  local class = math.floor(tonumber(last[2]) / 4294967296) * 4294967296
  local lowest = call("ZRANGEBYSCORE", KEYS[4], class, "+inf", "LIMIT", 0, 8)
  ask(lowest, 1, #lowest, 1)
end
return {
  call("LLEN", KEYS[1]) + call("LLEN", KEYS[2]),
  call("LLEN", KEYS[3]),
  call("ZCARD", KEYS[4]),
  call("ZCARD", KEYS[5]),
  call("ZCARD", KEYS[6]),
  call("ZCARD", KEYS[7]),
  call("ZCARD", KEYS[8]),
  call("HEXISTS", KEYS[9], "paused"),
  oldest and string.format("%.0f", oldest) or "",
}
`;

/** The states, in the order in which the script answers. */
export const scriptStates = [
  "waiting",
  "active",
  "prioritized",
  "delayed",
  "completed",
  "failed",
  "waiting-children",
] as const;
