// Rows of small forms: added, removed and moved at once. Their number and places are told by names of fields,
// `<name>-<index>-<member>`, and `<name>-TOTAL`.
"use strict";

class Rows {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.rows;
    this.template = box.querySelector(":scope > template");
    const adds = box.querySelector("[data-add]");
    adds.hidden = false;
    adds.addEventListener("click", () => this.add());
    for (const row of this.rows()) this.equip(row);
    const last = this.rows().at(-1);
    if (last && this.rows().length > 1) last.remove(); // the empty one is for pages without scripts
    this.number();
  }

  rows() {
    return [...this.box.children].filter((child) => child.matches("[data-row]"));
  }

  equip(row) {
    row.querySelector("[data-remove-box]")?.remove();
    this.act(row, "[data-remove]", () => row.remove());
    this.act(row, "[data-up]", () => row.previousElementSibling?.matches("[data-row]") && row.previousElementSibling.before(row));
    this.act(row, "[data-down]", () => row.nextElementSibling?.matches("[data-row]") && row.nextElementSibling.after(row));
  }

  act(row, selector, does) {
    const found = row.querySelector(selector);
    if (!found) return;
    found.hidden = false;
    found.addEventListener("click", () => {
      does();
      this.number();
      this.box.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  add() {
    this.template.before(this.template.content.cloneNode(true));
    const row = this.rows().at(-1);
    this.equip(row);
    this.number();
    row.querySelector("input, textarea, select")?.focus();
  }

  number() {
    const rows = this.rows();
    rows.forEach((row, index) => {
      for (const field of row.querySelectorAll("[name]")) {
        const member = field.name.split("-").at(-1);
        field.name = `${this.name}-${index}-${member}`;
        if (field.id) field.id = `id_${field.name}`;
      }
    });
    this.box.querySelector(`[name="${this.name}-TOTAL"]`).value = rows.length;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-rows]")) new Rows(box);
});
