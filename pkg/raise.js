// Errors of the plain fields that Rust tells.

import {
  AuthError,
  BadResponseError,
  BannedPromptError,
  ConfigError,
  HttpError,
  MidjourneyError,
  ModalRequiredError,
  NetworkError,
  QueueFullError,
  RateLimitError,
  ServerError,
  SubmitError,
  TaskCancelledError,
  TaskFailedError,
  TaskNotFoundError,
  TimeoutError,
  ValidationError,
} from "./errors.js";

/** @type {Record<string, typeof MidjourneyError>} By name: a minifier renames the classes themselves. */
const classes = {
  MidjourneyError,
  ConfigError,
  ValidationError,
  NetworkError,
  TimeoutError,
  HttpError,
  AuthError,
  RateLimitError,
  ServerError,
  BadResponseError,
  SubmitError,
  BannedPromptError,
  QueueFullError,
  TaskNotFoundError,
  TaskFailedError,
  TaskCancelledError,
  ModalRequiredError,
};

/**
 * Makes the error of plain fields, of which `class` names its class. Without one it is what a function of the caller's threw.
 * @param {Record<string, any>} fields
 */
export const raise = (fields) => (fields.class ? new classes[fields.class](fields) : fields.cause);
