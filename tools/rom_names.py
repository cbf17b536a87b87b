"""Names that MicroPython has in its program memory anyway, at the level of features that the ESP32 is built with.

A short name costs the heap some 9 bytes; one of these costs nothing. They are functions and constants of its modules,
none of an object's methods. An interpreter that lacks one only keeps one name more.
"""

ROM_NAMES = """
acos acosh addressof argv asin asinh atan atan2 atanh bytearray_at byteorder bytes_at calcsize ceil choice cmath collect
copysign cos cosh deflate degrees digest disable dumps enable erf erfc errorcode execfile exp expm1 fabs factorial floor
fmod frexp gamma gc getrandbits hashlib heap_lock heap_unlock heapify heappop heappush heapq implementation inf isclose
isenabled isfinite isinf isnan json kbd_intr ldexp lgamma loads log log10 log2 match math maxsize mem_alloc mem_free
mem_info micropython modf modules nan opt_level path phase pi platform polar print_exception ps1 ps2 qstr_info radians
randint random randrange rect schedule search seed select sha256 sin sinh sizeof sqrt stack_use stderr stdin stdout sub
sys tan tanh tau threshold trunc uctypes uniform version version_info
ARRAY BFINT16 BFINT32 BFINT8 BFUINT16 BFUINT32 BFUINT8 BF_LEN BF_POS BIG_ENDIAN FLOAT32 FLOAT64 INT INT16 INT32 INT64
INT8 LITTLE_ENDIAN LONG LONGLONG NATIVE POLLERR POLLHUP POLLIN POLLOUT PTR SHORT UINT UINT16 UINT32 UINT64 UINT8 ULONG
ULONGLONG USHORT VOID
EACCES EADDRINUSE EAGAIN EALREADY EBADF ECONNABORTED ECONNREFUSED ECONNRESET EEXIST EHOSTUNREACH EINPROGRESS EINVAL EIO
EISDIR ENOBUFS ENODEV ENOENT ENOMEM ENOTCONN EOPNOTSUPP EPERM ETIMEDOUT
""".split()
