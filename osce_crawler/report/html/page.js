"use strict";

// Unpacks the data of the page, then shows it.
(async () => {
  try {
    const bytes = Uint8Array.from(atob(document.getElementById("data").textContent), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const { table, charts, config } = await new Response(unpacked).json();
    showTable(table);
    await drawCharts(config, charts);
    document.documentElement.dataset.ready = "true";
  } catch (error) {
    const fault = document.getElementById("fault");
    fault.textContent = `Charts or table cannot be shown: ${error.message}. Browsers from May 2023 on can.`;
    fault.hidden = false;
    throw error;
  }
})();
