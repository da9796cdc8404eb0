// The error classes. What goes wrong is decided in Rust; here it only gets its class and its words together.

/** Marks our errors across copies of the package and realms, where `instanceof` fails. */
const brand = Symbol.for("midjourney-wasm.error");

export class MidjourneyError extends Error {
  /** @param {Record<string, any>} fields what is known of it, `message` as one sentence without its full stop */
  constructor({ class: name, message, cause, hint, description, ...fields }) {
    // What others say must not steer a terminal, turn a line around, or fill a log.
    const told = description ? ` (the gateway says: ${description.trim().slice(0, 999)})` : "";
    const words = `${message}${told}.`.replace(/[\p{Cc}\p{Bidi_C}]+/gu, " ");
    super(hint ? `${words} ${hint}` : words, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    Object.defineProperty(this, "name", { value: name ?? "MidjourneyError", configurable: true });
    Object.assign(this, { retryable: false, maybeSubmitted: false }, fields, hint && { hint }, description && { description });
  }

  /** @param {any} error */
  static is(error) {
    return error?.[brand] === true;
  }

  toJSON() {
    return { name: this.name, message: this.message, .../** @type {object} */ (this) };
  }
}

export class ConfigError extends MidjourneyError {}
export class ValidationError extends MidjourneyError {}
export class NetworkError extends MidjourneyError {}
export class TimeoutError extends MidjourneyError {}
export class HttpError extends MidjourneyError {}
export class AuthError extends HttpError {}
export class RateLimitError extends HttpError {}
export class ServerError extends HttpError {}
export class BadResponseError extends HttpError {}
export class SubmitError extends MidjourneyError {}
export class BannedPromptError extends SubmitError {}
export class QueueFullError extends SubmitError {}
export class TaskNotFoundError extends MidjourneyError {}
export class TaskFailedError extends MidjourneyError {}
export class TaskCancelledError extends MidjourneyError {}
export class ModalRequiredError extends MidjourneyError {}
