// Text areas for Markdown: a preview beside them, buttons and keys for the usual marks, pictures dropped or pasted in.
// data-markdown: where a preview is rendered; data-upload: where pictures go.
"use strict";

const PAUSE = 250;

const MARKS = [
  { name: "Bold", icon: "format_bold", key: "b", around: "**", sample: "bold" },
  { name: "Italic", icon: "format_italic", key: "i", around: "*", sample: "italic" },
  { name: "Code", icon: "code", key: "e", around: "`", sample: "code" },
  { name: "Link", icon: "link", key: "k", before: "[", after: "](https://)", sample: "link" },
  { name: "Heading", icon: "title", line: "## " },
  { name: "List", icon: "format_list_bulleted", line: "- " },
  { name: "Quote", icon: "format_quote", line: "> " },
  { name: "Block of code", icon: "data_object", before: "```go\n", after: "\n```", sample: "" },
];

class Editor {
  constructor(area) {
    this.area = area;
    this.asked = 0;
    this.box = element("div", "markdown-editor");
    this.preview = element("div", "markdown-preview prose dark:prose-invert");
    this.preview.setAttribute("role", "region");
    this.preview.setAttribute("aria-label", "Preview");
    this.preview.tabIndex = 0;
    this.status = element("p", "markdown-status");
    this.status.setAttribute("role", "status");
    area.before(this.box);
    const panes = element("div", "markdown-panes");
    panes.append(area, this.preview);
    this.box.append(this.toolbar(), panes, this.status);
    area.addEventListener("input", () => this.later());
    area.addEventListener("keydown", (event) => this.pressed(event));
    if (area.dataset.upload) this.takePictures();
    this.show();
  }

  toolbar() {
    const bar = element("div", "markdown-toolbar");
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Formatting");
    for (const mark of MARKS) {
      const title = mark.key ? `${mark.name} (Ctrl+${mark.key.toUpperCase()})` : mark.name;
      bar.append(button(title, mark.icon, () => this.mark(mark)));
    }
    if (this.area.dataset.upload) bar.append(this.chooser());
    this.toggle = button("Show the preview alone", "visibility", () => this.turn());
    this.toggle.classList.add("markdown-turn");
    this.toggle.setAttribute("aria-pressed", "false");
    bar.append(this.toggle);
    return bar;
  }

  chooser() {
    const input = element("input");
    Object.assign(input, { type: "file", accept: "image/*", multiple: true, hidden: true });
    input.addEventListener("change", () => {
      this.send([...input.files]);
      input.value = "";
    });
    const opens = button("Picture (or drop one, or paste one)", "image", () => input.click());
    opens.append(input);
    return opens;
  }

  turn() {
    const is_alone = this.box.classList.toggle("is-preview");
    this.toggle.setAttribute("aria-pressed", String(is_alone));
  }

  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const mark = MARKS.find((each) => each.key === event.key.toLowerCase());
    if (!mark) return;
    event.preventDefault();
    this.mark(mark);
  }

  mark(mark) {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const chosen = value.slice(start, end);
    if (mark.line) {
      const begins = value.lastIndexOf("\n", start - 1) + 1;
      const lines = value.slice(begins, end).split("\n");
      this.replace(begins, end, lines.map((line) => mark.line + line).join("\n"));
      return;
    }
    const before = mark.before ?? mark.around;
    const inner = chosen || mark.sample;
    this.replace(start, end, before + inner + (mark.after ?? mark.around));
    this.area.setSelectionRange(start + before.length, start + before.length + inner.length);
  }

  // As if it had been typed, so that it can be undone.
  replace(start, end, text) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    if (document.execCommand("insertText", false, text)) return;
    this.area.setRangeText(text, start, end, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.show(), PAUSE);
  }

  async show() {
    const turn = ++this.asked;
    try {
      const body = new URLSearchParams({ text: this.area.value });
      const answer = await post(this.area.dataset.markdown, body, this.area);
      if (turn !== this.asked) return;
      this.preview.innerHTML = answer.html; // cleaned by the server, as for readers
      this.say("");
    } catch (failure) {
      if (turn === this.asked) this.say(`No preview: ${failure.message}`);
    }
  }

  takePictures() {
    const pictures = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    this.area.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      this.box.classList.add("is-target");
    });
    this.area.addEventListener("dragleave", () => this.box.classList.remove("is-target"));
    this.area.addEventListener("drop", (event) => {
      this.box.classList.remove("is-target");
      const files = [...event.dataTransfer.files];
      if (!files.length) return;
      event.preventDefault();
      const found = pictures(event.dataTransfer);
      if (found.length) this.send(found);
      else this.say("Only pictures can be dropped here.");
    });
    this.area.addEventListener("paste", (event) => {
      const found = pictures(event.clipboardData);
      if (!found.length) return;
      event.preventDefault();
      this.send(found);
    });
  }

  async send(files) {
    for (const file of files) {
      this.say(`Sending ${file.name}…`);
      const place = `![Sending ${file.name}…]()`;
      this.replace(this.area.selectionStart, this.area.selectionEnd, place);
      try {
        this.settle(place, await this.sent(file));
        this.say(`${file.name} is in.`);
      } catch (failure) {
        this.settle(place, "");
        this.say(`${file.name} can't be taken: ${failure.message}`);
      }
    }
  }

  // Announced, sent to where the answer says, completed; answers what the text calls it.
  async sent(file) {
    const { upload: url, about } = this.area.dataset;
    const { course, lesson } = this.area.form.elements;
    const belongs = about ? JSON.parse(about) : { course: course?.value ?? "", lesson: lesson?.value ?? "" };
    const said = { name: file.name, size: file.size, content_type: file.type, sha256: await digest(file), ...belongs };
    const begun = await post(url, new URLSearchParams(said), this.area);
    if (!begun.upload) return begun.markdown;
    const { url: place, method, headers } = begun.upload;
    const answer = await fetch(place, { method, headers, body: file });
    if (!answer.ok) throw new Error(`the store answers ${answer.status}`);
    return (await post(url, new URLSearchParams({ complete: begun.id }), this.area)).markdown;
  }

  settle(place, text) {
    const start = this.area.value.indexOf(place);
    if (start >= 0) this.replace(start, start + place.length, text);
  }

  say(words) {
    this.status.textContent = words;
  }
}

async function post(url, body, area) {
  const token = area.form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body });
  const is_json = (answer.headers.get("Content-Type") ?? "").includes("json");
  const told = is_json ? await answer.json() : {};
  if (answer.ok && is_json) return told;
  throw new Error(told.detail ?? (answer.redirected ? "you are signed out" : `the server answers ${answer.status}`));
}

async function digest(file) {
  if (!crypto.subtle) throw new Error("browsers send pictures from https pages only");
  const sum = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function element(name, classes = "") {
  const made = document.createElement(name);
  made.className = classes;
  return made;
}

function button(title, icon, act) {
  const made = element("button", "markdown-button");
  made.type = "button";
  made.title = title;
  made.setAttribute("aria-label", title);
  const sign = element("span", "material-symbols-outlined");
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = icon;
  made.append(sign);
  made.addEventListener("click", act);
  return made;
}

document.addEventListener("DOMContentLoaded", () => {
  for (const area of document.querySelectorAll("textarea[data-markdown]")) new Editor(area);
});
