/** What stands for a secret where the program is run without the key that decrypts it, to see what it would do. */
export const unreadable = "[secret]";
