// What the page says of an error: the client's own message and hint where it has a hint, else the page's words. Never an advice that
// the answer proves wrong, and nothing twice.
import { button, card, expect, faults, imagine, test } from "./page.js";

const html = "<html>502</html>";
const noChannel = "分组 default 下模型 mj_imagine 无可用渠道";
const DOUBT = "The gateway may have accepted this job, and charged for it, all the same. Look for it before you send it again.";
const SCHEMES = 'If the key is right, this gateway may expect auth: "mj-api-secret" or "raw".';
const PATH = "Check baseUrl and mode: no gateway answers at this path.";
const CHANNEL = "A key of another group may have one, or this one later.";
const accepted = { code: 1, result: "7" };

/**
 * What the gateway answers, in which order; what the page then says, and which steps it offers. The client's words are quoted in part,
 * as they are its own to change.
 */
const told = {
  "a request that is too large": [[[413, html]], "too large", ["smaller images"], "edit again"],
  "a model that the key may not use": [
    [[403, { error: { message: "no right for this model" } }]],
    "this model",
    ["a group"],
    "settings again",
  ],
  "no key": [[[401, {}]], "none was given", ["Set apiKey"], "settings again", { apiKey: "" }],
  "a wrong key": [[[401, {}]], "does not accept the key", [SCHEMES], "settings again"],
  "a key that stopped working in mid-job": [
    [
      [200, accepted],
      [401, {}],
    ],
    "the key stopped working",
    ["credit", "It may be charged. Look for it before you send it again."],
    "settings look again",
  ],
  "a wrong mode": [[[400, { code: 4, description: "无效的加速模式" }]], "mode", ["or leave it out"], "settings again"],
  "no such path": [[[404, html]], "HTTP error", [PATH], "settings again"],
  "a web page": [[[200, html]], "A web page came", [PATH, DOUBT], "settings look again"],
  "HTTP 404 in the gateway's JSON": [[[404, { detail: "?" }]], "HTTP error", ["is mode right?"], "settings again"],
  "HTTP 410 in the gateway's JSON": [[[410, { detail: "?" }]], "HTTP 410", ["no reason", DOUBT], "look again edit"],
  "HTTP 410 with the gateway's words": [
    [[410, { message: "no" }]],
    "HTTP 410",
    ["Its own words say why.", DOUBT],
    "look again edit",
  ],
  "HTTP 402": [[[402, { message: "pay" }]], "HTTP 402", ["add credit", DOUBT], "look settings again"],
  "a task that is not finished": [
    [[400, { code: 4, description: "task_status_not_success" }]],
    "has not finished",
    ["Try again when"],
    "again",
  ],
  "an answer that is too large": [[[200, { ...accepted, more: "x".repeat(5_000) }]], "larger than", [DOUBT], "look again"],
  "an answer of another form": [[[200, { a: 1 }]], "expected form", ["The details below show its answer.", DOUBT], "look again"],
  "no channel, by HTTP 503": [
    [[503, { error: { code: "model_not_found", message: noChannel } }]],
    "no channel",
    [CHANNEL],
    "again settings",
  ],
  "no channel, by code 5": [[[400, { code: 5, description: noChannel }]], "no channel", [CHANNEL], "again settings"],
  "no account": [[[200, { code: 3, description: "none" }]], "no account free", ["Wait a moment"], "again settings"],
  "a verb that the gateway lacks": [
    [[404, { status: 404, error: "Not Found", path: "/mj/submit/imagine" }]],
    "does not offer imagine",
    ["Another mode"],
    "settings again",
  ],
  "credit that is used up": [[[403, { error: { code: "insufficient_user_quota" } }]], "used up", ["Top up"], "settings again"],
  "HTTP 502": [[[502, html]], "in trouble", [DOUBT], "look again"],
  "a relay's code 5": [[[200, { code: 5, description: "x" }]], "behind the gateway", [DOUBT], "look again"],
  "code 9": [[[200, { code: 9, description: "x" }]], "gateway failed", [DOUBT], "look again"],
  "too many requests": [[[429, {}]], "Too many requests", ["It was not accepted."], "again"],
};

test("an explanation says what is true of the error", async ({ page }) => {
  const explained = await page.evaluate(
    async (cases) => {
      const { Midjourney } = await import("midjourney-wasm");
      const { explain } = await import("/errors.js");
      const { faultOf } = await import("/fault.js");
      const explanations = cases.map(async ([answers, options]) => {
        const bodies = answers.map(([status, body]) => [status, typeof body === "string" ? body : JSON.stringify(body)]);
        const fetch = () => {
          const [status, body] = bodies.shift();
          return Promise.resolve(new Response(body, { status }));
        };
        const settings = { baseUrl: "https://gateway.example", apiKey: "k", maxRetries: 0, maxResponseBytes: 4_000, fetch };
        const error = await new Midjourney({ ...settings, ...options }).imagine("a cat").catch((error) => error);
        const fault = { ...faultOf(error), accepted: error.taskId !== undefined };
        return explain(fault, { canLook: error.token !== undefined, canRepeat: true });
      });
      return Promise.all(explanations);
    },
    Object.values(told).map(([answers, , , , options]) => [answers, options]),
  );
  for (const [index, [what, [, title, advice, steps]]] of Object.entries(told).entries()) {
    const { details, quote, ...said } = explained[index];
    expect.soft(said.title, what).toContain(title);
    expect.soft(said.advice, what).toEqual(advice.map((part) => expect.stringContaining(part)));
    expect.soft(said.steps.join(" "), what).toBe(steps);
    const texts = [said.title, ...said.advice, quote ?? "", ...details.map(([, value]) => value)];
    const sentences = texts.flatMap((text) => text.split(/(?<=[.?!])\s+/)).map((text) => text.replace(/\.$/, ""));
    expect.soft(sentences, `${what}: each sentence once`).toEqual([...new Set(sentences)]);
  }
});

test("pictures that are too large lead to other pictures, and not to the settings", async ({ page }) => {
  await faults(page, { path: "/submit/", status: 413, html: true });
  await imagine(page, "a dam");
  const failed = card(page, "a dam");
  await expect(failed).toContainText("Send fewer or smaller images.");
  await expect(failed).not.toContainText("settings");
  await expect(button(failed, "Open settings")).toHaveCount(0);
});

for (const [what, fault] of [
  ["HTTP 502", { status: 502, html: true }],
  ["code 5", { body: { code: 5, description: "upstream" } }],
  ["code 9", { body: { code: 9, description: "failed" } }],
]) {
  test(`a job that is not found after ${what} is not said to be unanswered`, async ({ page }) => {
    await faults(page, { method: "POST", path: "/submit/imagine", ...fault });
    await imagine(page, "a fjord");
    const lost = card(page, "a fjord");
    await expect(lost).toContainText("may have accepted this job, and charged for it");
    await expect(lost).not.toContainText("then try again");
    await button(lost, "Look for it").click();
    await expect(lost.getByRole("heading", { name: "This job cannot be found" })).toBeVisible({ timeout: 30_000 });
    await expect(lost).toContainText(/among the tasks that the gateway shows|The gateway lists no tasks/);
    await expect(lost).toContainText("may have accepted this job, and charged for it");
    await expect(lost).not.toContainText(/no answer|not answered|saw no/);
  });
}
