// Sending what a person does on the diagram, so that the picture stays.

export const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

/** Posts fields; a list is several fields of one name. */
export async function post(address, fields = {}) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
  const headers = { "X-CSRFToken": token(), "X-Form": "script" };
  const response = await fetch(address, { method: "POST", body, headers, credentials: "same-origin" });
  await response.text(); // an answer that nobody reads keeps its connection busy
  return response;
}
