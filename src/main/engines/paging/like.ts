/** Text as part of a LIKE pattern, its wildcards meaning themselves. For `escape '!'`, which no SQL mode treats specially. */
export const likePattern = (text: string): string => text.replace(/[!%_]/g, '!$&')
