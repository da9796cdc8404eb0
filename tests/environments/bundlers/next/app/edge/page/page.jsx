import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { example } from "../../../given/example.js";
import { walk } from "../../../given/journey.js";
import { gateway } from "../../../given/where.js";

export const runtime = "edge";
export const dynamic = "force-dynamic";

const Page = async () => {
  const outcome = await walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example);
  return <script type="application/json" dangerouslySetInnerHTML={{ __html: JSON.stringify(outcome) }} />;
};

export default Page;
