"use client";

import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { useEffect } from "react";
import { example } from "../given/example.js";
import { walk } from "../given/journey.js";
import { post } from "../given/report.js";
import { gateway } from "../given/where.js";

// Made on the server, too, which has no page that the address could be relative to.
const mj = new Midjourney({ baseUrl: "/api" });

const start = async () => {
  await mj.ready;
  await post(await walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example));
};

/** In development React calls effects twice. @type {Promise<void> | undefined} */
let started;

export const Pictures = () => {
  useEffect(() => void (started ??= start()), []);
  return <p>imagine is a {typeof mj.imagine}</p>;
};
