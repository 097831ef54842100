for (const table of document.querySelectorAll("table")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const falling = head.getAttribute("aria-sort") === "ascending";
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const value = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const order = (a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === "" || y === "") return (x === "") - (y === "");
      return (falling ? -1 : 1) * (isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y);
    };
    table.tBodies[0].append(...[...table.tBodies[0].rows].sort(order));
  }));
}

const dialog = document.querySelector("dialog");
const [under, over] = dialog.querySelectorAll("img");
const slider = dialog.querySelector("input");
const cut = () => { over.style.clipPath = `inset(0 0 0 ${slider.value}%)`; };
slider.addEventListener("input", cut);
for (const shot of document.querySelectorAll(".shots button")) {
  shot.addEventListener("click", () => {
    const picture = shot.querySelector("img");
    const baseline = shot.closest(".shots").querySelector("[data-baseline] img") ?? picture;
    [under.src, under.alt, over.src, over.alt] = [baseline.src, baseline.alt, picture.src, picture.alt];
    dialog.querySelector(".left").textContent = baseline.dataset.setting;
    dialog.querySelector(".right").textContent = picture.dataset.setting;
    slider.value = 50;
    cut();
    dialog.showModal();
  });
}
