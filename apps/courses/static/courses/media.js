// Sends files of a course straight to where files are kept: announced, sent, then complete.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("media-upload");
  if (form) form.addEventListener("submit", (event) => sendAll(event, form));
});

async function sendAll(event, form) {
  event.preventDefault();
  const list = document.getElementById("media-sent");
  const button = form.querySelector("button");
  button.disabled = true;
  list.replaceChildren();
  for (const file of form.elements.files.files) {
    const line = list.appendChild(document.createElement("li"));
    line.textContent = `${file.name} …`;
    try {
      const done = await send(file, form);
      line.textContent = `${file.name}: ${done.markdown}`;
    } catch (failure) {
      line.textContent = `${file.name}: ${failure.message}`;
    }
  }
  button.disabled = false;
}

async function send(file, form) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const begun = await ask(form, {
    course: form.elements.course.value,
    name: file.name,
    size: file.size,
    sha256: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    content_type: file.type || "text/plain",
  });
  if (!begun.upload) return begun;
  const { url, method, headers } = begun.upload;
  const answer = await fetch(url, { method, headers, body: file });
  if (!answer.ok) throw new Error(`could not be sent (${answer.status})`);
  return ask(form, { complete: begun.id });
}

async function ask(form, values) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(form.dataset.upload, { method: "POST", headers, body });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail);
  return said;
}
