// Speaks the HTTP API of sandbox/README.md; knows nothing of what is on the page.

export class ApiError extends Error {}

/** One call; a refusal is an ApiError with the server's own sentence. */
export async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(`/sandbox${path}`, options);
  } catch {
    throw new ApiError("The sandbox does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(answer?.error ?? `The sandbox answered ${response.status}.`);
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const patch = (path, body) => call("PATCH", path, body);

/** Server-sent events as a member; `handlers` are functions by event name, besides `open` and `lost`. */
export function watch(who, handlers) {
  const source = new EventSource(`/sandbox/events?as=${encodeURIComponent(who)}`);
  for (const [name, handle] of Object.entries(handlers)) {
    if (name === "open") source.addEventListener("open", handle);
    else if (name === "lost") source.addEventListener("error", handle);
    else source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  return source;
}

/** Wait until the bot has answered an interaction, or has not in time. */
export async function outcome(interaction) {
  let seen;
  do seen = await get(`/interactions/${interaction}?wait_s=10`);
  while (seen.state === "waiting");
  return seen;
}
