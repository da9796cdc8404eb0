// The error classes. Rust decides what goes wrong and words it; here an error only gets its class.

/** Marks our errors across copies of the package and realms, where `instanceof` fails. */
const brand = Symbol.for("midjourney-wasm.error");

export class MidjourneyError extends Error {
  /** @param {Record<string, any>} fields */
  constructor({ message, cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    const known = Object.entries(fields).filter(([, value]) => value !== undefined);
    Object.assign(this, { retryable: false, maybeSubmitted: false }, Object.fromEntries(known));
  }

  // The names are texts, because a minifier renames the classes.
  get name() {
    return "MidjourneyError";
  }

  /** @param {any} error */
  static is(error) {
    return error?.[brand] === true;
  }

  toJSON() {
    return { name: this.name, message: this.message, .../** @type {object} */ (this) };
  }
}

export class ConfigError extends MidjourneyError {
  get name() {
    return "ConfigError";
  }
}
export class ValidationError extends MidjourneyError {
  get name() {
    return "ValidationError";
  }
}
export class NetworkError extends MidjourneyError {
  get name() {
    return "NetworkError";
  }
}
export class TimeoutError extends MidjourneyError {
  get name() {
    return "TimeoutError";
  }
}
export class HttpError extends MidjourneyError {
  get name() {
    return "HttpError";
  }
}
export class AuthError extends HttpError {
  get name() {
    return "AuthError";
  }
}
export class RateLimitError extends HttpError {
  get name() {
    return "RateLimitError";
  }
}
export class ServerError extends HttpError {
  get name() {
    return "ServerError";
  }
}
export class BadResponseError extends HttpError {
  get name() {
    return "BadResponseError";
  }
}
export class SubmitError extends MidjourneyError {
  get name() {
    return "SubmitError";
  }
}
export class BannedPromptError extends SubmitError {
  get name() {
    return "BannedPromptError";
  }
}
export class QueueFullError extends SubmitError {
  get name() {
    return "QueueFullError";
  }
}
export class TaskNotFoundError extends MidjourneyError {
  get name() {
    return "TaskNotFoundError";
  }
}
export class TaskFailedError extends MidjourneyError {
  get name() {
    return "TaskFailedError";
  }
}
export class TaskCancelledError extends MidjourneyError {
  get name() {
    return "TaskCancelledError";
  }
}
export class ModalRequiredError extends MidjourneyError {
  get name() {
    return "ModalRequiredError";
  }
}

/** The class of each code. The other codes have the root class. @type {Record<string, typeof MidjourneyError>} */
const classes = {
  config: ConfigError,
  invalid_input: ValidationError,
  validation: ValidationError,
  network: NetworkError,
  request_timeout: TimeoutError,
  task_timeout: TimeoutError,
  http_error: HttpError,
  redirect: HttpError,
  unauthorized: AuthError,
  forbidden: AuthError,
  rate_limited: RateLimitError,
  server_error: ServerError,
  bad_response: BadResponseError,
  refused: SubmitError,
  unavailable: SubmitError,
  gateway_failure: SubmitError,
  upstream_failure: SubmitError,
  accepted_without_id: SubmitError,
  unsupported: SubmitError,
  banned_prompt: BannedPromptError,
  queue_full: QueueFullError,
  task_not_found: TaskNotFoundError,
  task_failed: TaskFailedError,
  task_cancelled: TaskCancelledError,
  cancelled: TaskCancelledError,
  modal_required: ModalRequiredError,
};

/** @param {Record<string, any>} fields */
const classOf = ({ code, verb }) => {
  // The same words refuse a submit and a read.
  if (code === "insufficient_quota") return verb ? SubmitError : AuthError;
  return classes[code] ?? MidjourneyError;
};

/**
 * Creates the error of these fields. `code` chooses its class.
 * @param {Record<string, any>} fields
 * @returns {MidjourneyError}
 */
export const createError = ({ cause, ...fields }) => {
  // Rust gives the fields of the error that a job's last poll ended with.
  const made = fields.code === "task_timeout" && cause ? createError(cause) : cause;
  return new (classOf(fields))({ ...fields, cause: made });
};
