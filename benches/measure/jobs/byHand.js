export const run = async (gateway) => {
  const response = await fetch(`${gateway}/mj/submit/imagine`, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json", authorization: "Bearer key" },
    body: JSON.stringify({ prompt: "black cat" }),
  });
  return response.json();
};
