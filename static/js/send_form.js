// Sending a form by a script, so that the page stays where the answer is no other page.

/** Send a form as its button would. Gives the page of the answer; nothing where the browser goes on to another one. */
export async function sendForm(form, button) {
  const response = await fetch(form.getAttribute("action") || location.href, {
    method: "POST",
    body: new FormData(form, button),
    headers: { "X-Form": "script" },
  });
  const to = response.headers.get("X-Location");
  if (to === null) return new DOMParser().parseFromString(await response.text(), "text/html");
  goTo(new URL(to, location.href));
  return null;
}

/** Without this script: what cannot be done here the browser does, and explains what is wrong. */
export const sendPlainly = (form) => HTMLFormElement.prototype.submit.call(form);

function goTo(url) {
  const isHere = url.pathname === location.pathname && url.search === location.search;
  if (!isHere) return location.assign(url);
  history.replaceState(null, "", url); // another place of the same page would not load it anew
  location.reload();
}
