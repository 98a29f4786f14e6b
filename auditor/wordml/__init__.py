"""WordprocessingML as reading and marking a document both see it: the parts of the file, its styles, its paragraphs.

A paragraph is known by its number: every `w:p` counts from 1, in the order of the file, through the main part, then the
footnotes, the endnotes, and the headers and footers. A place in it is a column of its text as told here.
"""
