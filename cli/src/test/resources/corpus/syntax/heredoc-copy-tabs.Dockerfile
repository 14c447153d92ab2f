FROM base
COPY <<-EOF /f
	one
		two
	EOF
