"""The scene of points: what is drawn of many words at once, in the browser, by WebGL2."""
