package dev.slipway.engine.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** What a fault of input or output means. Java's own messages name the file and leave the reason to the class's name. */
public final class FileFaults {
    private FileFaults() {}

    /** The file and what is wrong with it, for a sentence that says what could not be done. */
    public static String reason(Throwable fault) {
        String known = switch (fault) {
            case NoSuchFileException e -> "no such file or directory";
            case AccessDeniedException e -> "permission denied";
            case FileAlreadyExistsException e -> "it is there already";
            case NotDirectoryException e -> "not a directory";
            case DirectoryNotEmptyException e -> "the directory is not empty";
            case FileSystemLoopException e -> "the links go in a circle";
            default -> "";
        };
        String message = String.valueOf(fault.getMessage());
        if (!known.isEmpty() && fault instanceof FileSystemException e && e.getReason() == null) {
            return message + ": " + known;
        }
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : message;
    }

    /** Whether a file system, or a quota on it, is full. */
    public static boolean noSpace(Throwable fault) {
        for (@Nullable Throwable t = fault; t != null; t = t.getCause()) {
            // Java tells these two only by the words of the C library.
            String text = String.valueOf(t.getMessage());
            if (t instanceof LinuxException e && e.noSpace()
                    || t instanceof IOException
                            && (text.contains("No space left on device") || text.contains("Disk quota exceeded"))) {
                return true;
            }
        }
        return false;
    }

    /** Whether this process may not write there. */
    public static boolean forbidden(Throwable fault) {
        for (@Nullable Throwable t = fault; t != null; t = t.getCause()) {
            if (t instanceof LinuxException e) {
                return e.is(Errno.EACCES) || e.is(Errno.EROFS) || e.is(Errno.EPERM);
            }
            if (t instanceof AccessDeniedException
                    || String.valueOf(t.getMessage()).contains("Read-only file system")) {
                return true;
            }
        }
        return false;
    }
}
