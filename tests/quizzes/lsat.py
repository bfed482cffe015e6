"""Section 6 of the Law School Admission Test: five questions, 1,000 people, a classic of item analysis.

Bock & Lieberman (1970), Fitting a response model for n dichotomously scored items, Psychometrika 35, 179-197. It comes
with many programs (data set LSAT of the R package ltm; lsat6 of psych), whose figures the tests compare ours with.
"""

# How many people answered in each pattern of right (1) and wrong (0).
PATTERNS = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3, "00111": 4,
    "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15,
    "10000": 10, "10001": 29, "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15, "10111": 80,
    "11000": 16, "11001": 56, "11010": 21, "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
}  # fmt: skip

ROWS = [[int(sign) for sign in pattern] for pattern, count in PATTERNS.items() for _person in range(count)]
FACILITY = [0.924, 0.709, 0.553, 0.763, 0.870]
# descript(LSAT) of ltm: alpha, and alpha without each question.
ALPHA = 0.2950
ALPHA_WITHOUT = [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]
# And the point-biserial correlations with the total, the question itself left out.
ITEM_REST = [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]
