package dev.slipway.advise.shell;

/**
 * A word of a script.
 *
 * @param text quotes removed, expansions as written
 * @param plainLength how much of the text's start was written without quotes or escapes
 * @param start where it stands in the script
 */
record ShellWord(String text, int plainLength, int start, int end) {
    /** Written without quotes and escapes: only such a word can be a keyword. */
    boolean isPlain() {
        return plainLength == text.length();
    }

    boolean isNumber() {
        return isPlain() && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    boolean isAssignment() {
        int equals = text.indexOf('=');
        if (equals < 1 || equals >= plainLength) {
            return false;
        }
        int nameEnd = text.charAt(equals - 1) == '+' ? equals - 1 : equals;
        int bracket = text.indexOf('[');
        nameEnd = bracket > 0 && bracket < nameEnd ? bracket : nameEnd;
        for (int i = 0; i < nameEnd; i++) {
            char c = text.charAt(i);
            boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return nameEnd > 0;
    }
}
