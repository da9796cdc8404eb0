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

/**
 * By name: a minifier renames the classes themselves. In the order by which `src/gateway/code.rs` tells them, where a page need not
 * download the names as well.
 * @type {Record<string, typeof MidjourneyError>}
 */
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
 * Makes the error of plain fields, of which `class` tells its class, by name or place.
 * @param {Record<string, any>} fields
 */
export const raise = (fields) => {
  const name = Object.keys(classes)[fields.class] ?? fields.class;
  return new classes[name]({ ...fields, class: name });
};
