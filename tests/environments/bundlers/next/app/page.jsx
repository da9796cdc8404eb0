import { Pictures } from "./pictures.jsx";

// For each request, as instrumentation.js counts in the server, not in the build.
export const dynamic = "force-dynamic";

const Page = () => (
  <>
    <Pictures />
    <p>instantiated: {`${globalThis.instantiated}`}</p>
  </>
);

export default Page;
