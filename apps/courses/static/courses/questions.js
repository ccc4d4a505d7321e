// Questions show what their kind needs; their options are added, removed and moved at once.
"use strict";

const LEGENDS = {
  single: "Choices, one of them right",
  multiple: "Choices, and which are right",
  numeric: "The right number",
  text: "Texts that are taken for right",
  matching: "Pairs; a partner alone belongs to none",
  ordering: "Parts in their right order; learners see them shuffled",
};
const PARTS = { single: ["right"], multiple: ["right"], matching: ["partner"] };

class Question {
  constructor(row) {
    this.row = row;
    this.kind = row.querySelector("[data-kind] select");
    this.box = row.querySelector("[data-options]");
    this.kind.addEventListener("change", () => this.fit());
    const more = this.box.querySelector("[data-more]");
    more.hidden = false;
    more.addEventListener("click", () => this.add());
    this.options().forEach((option) => this.equip(option));
    this.fit();
  }

  options() {
    return [...this.box.children].filter((child) => child.matches("[data-option]"));
  }

  fit() {
    const kind = this.kind.value;
    for (const part of this.row.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== kind;
    for (const part of this.box.querySelectorAll("[data-part]"))
      part.hidden = part.dataset.part !== "text" && !(PARTS[kind] || []).includes(part.dataset.part);
    for (const button of this.box.querySelectorAll("[data-earlier]")) button.hidden = kind === "numeric";
    this.box.querySelector("[data-legend]").textContent = LEGENDS[kind] || "";
    this.box.querySelector("[data-more]").hidden = kind === "numeric";
    if (kind === "numeric") this.options().forEach((option, index) => (option.hidden = index > 0));
    else this.options().forEach((option) => (option.hidden = false));
  }

  equip(option) {
    const less = option.querySelector("[data-less]");
    less.hidden = false;
    less.addEventListener("click", () => option.remove());
    option.querySelector("[data-earlier]").addEventListener("click", () => {
      if (option.previousElementSibling?.matches("[data-option]")) option.previousElementSibling.before(option);
    });
    option.querySelector("[data-part=right] select").addEventListener("change", (event) => {
      if (this.kind.value === "single" && event.target.value) this.choose(option);
    });
  }

  choose(chosen) {
    for (const option of this.options())
      if (option !== chosen) option.querySelector("[data-part=right] select").value = "";
  }

  add() {
    const named = this.kind.name.replace(/-kind$/, "");
    this.box.querySelector("template").before(this.box.querySelector("template").content.cloneNode(true));
    const option = this.options().at(-1);
    for (const field of option.querySelectorAll("[name]")) field.name = `${named}-${field.name.split("-").at(-1)}`;
    this.equip(option);
    this.fit();
    option.querySelector("[data-part=text] textarea").focus();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-questions]")) {
    const equip = () => {
      for (const row of box.querySelectorAll(":scope > [data-row]")) row.question ??= new Question(row);
    };
    equip();
    box.querySelector("[data-add]").addEventListener("click", equip);
  }
});
