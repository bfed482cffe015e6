// Counts the characters of an essay, white space not counted, and says how many are missing or too many. Nothing is cut off.

const count = (text) => [...text.replace(/\s/gu, "")].length;

const connect = (essay) => {
  const line = document.getElementById(essay.getAttribute("aria-describedby"));
  const words = line.dataset;
  const said = line.querySelector(".quiz-count");

  const show = () => {
    const number = count(essay.value);
    const short = Number(words.least ?? 0) - number;
    const long = number - Number(words.most ?? Infinity);
    const template = number && short > 0 ? words.textShort : long > 0 ? words.textLong : words.textCount;
    said.textContent = template.replace("%s", number).replace("%t", short > 0 ? short : long);
    said.classList.toggle("is-off", long > 0);
  };

  essay.addEventListener("input", show);
  essay.closest("fieldset.quiz-question")?.addEventListener("quiz:written", show);
  show();
};

document.querySelectorAll("textarea.quiz-essay").forEach(connect);
