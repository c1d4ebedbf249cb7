"""Maya scenes: readers (ascii), where Maya looks for files, and the rules."""
