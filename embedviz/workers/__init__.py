"""Work on ranges of the rows of a matrix, by whatever executor, with the same bits everywhere."""
