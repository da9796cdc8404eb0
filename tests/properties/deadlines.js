// When a call must have settled at the latest, as the documentation promises it.

/** What the last look gets, which may start at the deadline: LAST_LOOK of src/policy/watch.rs. */
const LAST_LOOK = 5_000;

/** What a job waits on for a request that another one has made: `Open::turn` of src/client/looks.rs. */
const PATIENCE = 1_000;

/** The longest back-off: BACKOFF of src/policy/retry.rs. */
const BACKOFF = 8_000;

/** How long requests of one kind may take, with all that is tried again. */
const attempts = (call, own) => {
  const limit = call.option("requestTimeout") ?? own;
  const retries = call.option("maxRetries") ?? 2;
  const timeout = call.option("timeout") ?? 900_000;
  // Asking for the key has the same limit; the gateway's own wish that of a whole task.
  return (retries + 1) * 2 * limit + retries * Math.max(BACKOFF, timeout);
};

/** @param {import("./call.js").Call} call */
export const bounds = (call) => {
  const { stage } = call;
  const timeout = call.option("timeout") ?? 900_000;
  const submit = attempts(call, 121_000);
  const read = attempts(call, 30_000);
  let latest;
  if (call.modal !== undefined) latest = call.modal + 1_000 + submit;
  else if (call.followed !== undefined) {
    latest = call.followed + timeout + LAST_LOOK;
    // The time starts anew with a modal, which is submitted without asking.
    if (call.option("modal") === undefined || call.option("modal") === "auto") latest += submit;
    // A request of another job is waited for, and then one of its own.
    if (stage.calls.length > 1) latest += 2 * LAST_LOOK + PATIENCE + 2 * call.floor;
  } else {
    latest = call.begun + read + submit;
    // A search by marker goes on until the deadline, and then one attempt more ends, or the pause before it.
    if (call.verb === "find") latest += timeout + call.longest;
  }
  // One look more before the deadline comes as soon as it must.
  const isOver = call.followed !== undefined && stage.clock.now >= call.followed + timeout - call.floor / 2 - 1 - stage.ahead;
  return { latest: latest + stage.lost + stage.frozen, isOver };
};
