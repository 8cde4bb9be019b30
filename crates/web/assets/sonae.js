// What htmx does not do. Every page works without this file.
"use strict";

// Files can be dropped on a field for files.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const over = on => event => { event.preventDefault(); zone.classList.toggle("dropping", on); };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", event => {
    over(false)(event);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Buttons that print this page.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Buttons that copy a text of this page. Without the clipboard of the browser the text is selected and copied as a person would.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const select = () => {
    getSelection().selectAllChildren(text);
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("not copied"));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const copied = navigator.clipboard ? navigator.clipboard.writeText(text.textContent).catch(select) : select();
    copied.then(() => { button.textContent = button.dataset.done; }, () => {});
  });
}
