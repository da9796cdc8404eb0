// The clients that are compared, our own first.

import { copied } from "./copied.js";
import fal from "./fal.js";
import luma from "./luma.js";
import midjourney from "./midjourney.js";
import openai from "./openai.js";
import ours from "./ours.js";
import replicate from "./replicate.js";

/** Packages, each with its own loop. */
export const peers = [ours, fal, replicate, openai, luma, midjourney];
/** What is written by hand instead. */
export const loops = [copied(2), copied(5)];
