// An exercise is asked for what its kind needs: a select with data-fields, which names the fields of each kind.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const kind of document.querySelectorAll("select[data-fields]")) {
    const fields = JSON.parse(kind.dataset.fields);
    const fit = () => {
      for (const [own, names] of Object.entries(fields))
        for (const name of names) {
          const row = document.querySelector(`[name="${name}"], [name^="${name}-"]`)?.closest(".form-row");
          if (row) row.hidden = own !== kind.value;
        }
    };
    kind.addEventListener("change", fit);
    fit();
  }
});
