FROM base
RUN (cat /proc/kcore 2>&1 | wc -c; ls /proc/acpi 2>/dev/null | wc -l; echo x > /proc/sys/kernel/hostname && echo writable || echo readonly) > /out 2>/dev/null
