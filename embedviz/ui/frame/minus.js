// The numbers of a table are written by the browser, which sets a hyphen before a negative one; all else here has a minus
// sign. Tables draw their numbers, and nothing else, up to a right edge: a word such as "-1" stays as it is.

const HYPHEN_OF_A_NUMBER = /^-(?=[\d.])/;

function writeMinus() {
  const { prototype } = CanvasRenderingContext2D;
  const draw = prototype.fillText;
  prototype.fillText = function fillText(text, ...place) {
    const isNumber = this.textAlign === "right" && HYPHEN_OF_A_NUMBER.test(text);
    return draw.call(this, isNumber ? text.replace(HYPHEN_OF_A_NUMBER, "−") : text, ...place);
  };
}
