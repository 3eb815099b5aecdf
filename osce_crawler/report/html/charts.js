"use strict";

// Draws each chart in its own place, and saves one as a file of its own.
async function drawCharts(config, charts) {
  const views = {};
  for (const [name, spec] of Object.entries(charts)) {
    const { view } = await vegaEmbed(`#chart-${name}`, spec, {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      ast: true, // no code is made at run time: the page's policy forbids it
      config,
      tooltip: { disableDefaultStyle: true },
    });
    views[name] = view;
  }
  const region = document.getElementById("region");
  region?.addEventListener("change", () => views.places.signal("region", region.value).runAsync());
  for (const button of document.querySelectorAll("[data-save]")) {
    button.addEventListener("click", () => save(views[button.dataset.save], button.dataset.save));
  }
}

async function save(view, name) {
  const style = getComputedStyle(document.documentElement);
  const colour = (variable) => style.getPropertyValue(variable).trim();
  const drawn = (await view.toSVG())
    .replace(/var\((--[\w-]+)\)/g, (_, variable) => colour(variable))
    .replace("<svg ", `<svg style="background:${colour("--paper")}" `);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([drawn], { type: "image/svg+xml" }));
  link.download = `osce-${name}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
