// What script adds: runs that go on are shown as they go.  Everything else works without it.
"use strict";
for (const place of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(place.dataset.live);
  source.onmessage = (event) => {
    for (const [part, html] of Object.entries(JSON.parse(event.data))) {
      document.querySelector(`[data-part="${part}"]`).innerHTML = html;
    }
  };
}
for (const form of document.querySelectorAll("form[data-wait]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    button.textContent = form.dataset.wait;
  });
}
